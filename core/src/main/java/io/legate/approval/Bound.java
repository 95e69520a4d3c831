package io.legate.approval;

import io.legate.boundary.Permission;
import java.time.Instant;

/// What a bounded approval covers: actions of the same kind, counted for themselves.
///
/// @param permission contained in the one that escalated; its limits count the actions that rest on
///   the approval, and nothing else of it is added
/// @param until after which it covers nothing more
public record Bound(Permission permission, Instant until) {}
