"""An alpha that is there already, refined: its edge found anew, its outline shaped."""
