"""How it is told. Everything here renders the same verdicts; nothing here judges."""
