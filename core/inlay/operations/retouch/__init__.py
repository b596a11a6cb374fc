"""The menu Retouch: repairs, texture, edges that meet."""
