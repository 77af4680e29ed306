@rem For cmd.exe, which has no `exec`: `npm start` uses it so that a signal reaches the process itself.
@%*
