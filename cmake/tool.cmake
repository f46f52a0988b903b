# The mbpf command.
