"""Serves operations to an editor: lines of JSON on stdin and stdout, pixels in files of a private folder.

``python -I -u -m inlay.worker --folder DIR [--idle SECONDS | --listen]`` is started by ``plugins/bridge/launching.py``
with a folder that the editor has made. The first line each way names the protocol; then, an object a line:

===================================  ================================================================================
host to worker
``{"job": 7, "operation", ...}``     run an operation; one job runs at a time, the others wait
``{"cancel": 7}``                    end it; the acknowledgement is its error with the code ``cancelled``
``{"forget": 7}``                    no later job refers to its planes
``{"view": 1, "open": {...}}``       look at an operation while it is set: a job, and what the canvas shows
``{"view": 1, "sequence": 42, ...}`` a state of it: ``set`` what has changed, and new points of ``strokes``
``{"view": 1, "release": 0}``        a frame is no longer on the screen; its file may be written again
``{"view": 1, "close": true}``       let go of the view
``{"job": 9, "of_view": 1}``         a job that asks for the exact result of the view's newest state
worker to host
``{"job": 7, "progress", "doing"}``  at most twenty a second
``{"job": 7, "done": {...}}``        outputs, a report of figures, warnings; the host removes the outputs' files
``{"job": 7, "error": {...}}``       code, message and hint
``{"view": 1, "frame": {...}}``      a picture for the screen; with ``done`` below 1 a better one follows
``{"view": 1, "error": {...}}``      why there is no better one, or no view; the last frame stays
``{"error": {...}}``                 the line belongs to no job and to no view
===================================  ================================================================================

A job may refer to the planes of an earlier one by ``{"of": 7}``. They are kept until the host forgets that job or
sends one that refers to none; their files are the host's to remove. At most 64 jobs' planes of 2 GiB together are kept:
of more the oldest are forgotten, and who refers to these hears that they are not kept any more. A job on planes that an
unfinished one uses cancels that one.

Numbers of jobs are whole and of at most 53 bits; a line has at most 16 MiB and is nested at most 32 deep. A line that
is no such object, or about nothing, is answered by an error without a job, and ends the worker: who sends it and the
worker do not understand each other.

With ``--listen`` it serves nobody at stdin and stdout but, one after another, those who connect to the socket in its
folder (`visits`). They speak the same lines; their greeting also names a folder of their own for planes, which is gone
when they are. So an editor whose plug-ins are short-lived processes loads the operations once.

The worker ends when its stdin ends, its parent dies, it is asked to by a signal, or nothing was asked of it for the
idle time, and takes its folder with it.
"""
