// A target needs one file; the shim is its header.
