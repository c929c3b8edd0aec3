CREATE TABLE orders (
    id INTEGER PRIMARY KEY,     -- as the customer is told
    item TEXT NOT NULL,         -- as stock names it
    count INTEGER NOT NULL      -- how many pieces
);

CREATE TABLE refusals (
    id INTEGER PRIMARY KEY,     -- of nobody's interest
    item TEXT NOT NULL,         -- as it was asked for, known or not
    why TEXT NOT NULL           -- one sentence
);
