package io.legate.ledger;

import io.legate.merkle.Frontier;

/// Where a node's log ends.
///
/// @param node whose log
/// @param term how often the log was opened; whoever has an older one is fenced off
/// @param frontier its size and everything needed to grow it and to give its root
public record LogHead(int node, long term, Frontier frontier) {}
