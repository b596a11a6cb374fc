"""What every numeric room needs: sample types, rows and threads, progress, compilation."""
