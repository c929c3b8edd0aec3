"""Shubniggurath: audio. Its pipeline is incomplete, and the module is disabled."""
