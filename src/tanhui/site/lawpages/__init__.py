"""制度对照: the measures beside the code that carries them out, open to anyone."""
