package io.legate.limits;

/// Whether it can be told what an action asks of a limit: its [Demand], or as [LimitInput] why not,
/// which is a denial.
public sealed interface Derivation permits Demand, LimitInput {}
