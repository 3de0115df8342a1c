"""From bytes to a table: container, encoding, dialect, header, columns, values. Each step says what it assumed."""
