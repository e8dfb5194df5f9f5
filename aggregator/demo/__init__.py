"""A small invented world of learned societies, with a real web server and a real inbox on loopback."""
