// Real files, drivers and processes: a test that hangs shall fail, one that waits for a slow disk shall not.
jest.setTimeout(120_000);
