"""One module a provider; reached only through `hospes.channels`."""
