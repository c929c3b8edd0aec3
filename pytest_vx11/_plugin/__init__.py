"""pytest's hooks: options, nodes, protocol, workers, telling."""
