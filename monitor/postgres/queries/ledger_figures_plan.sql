-- Of this transaction alone. Such statements are short: compiling them would take longer than running them.
SET LOCAL jit = off
