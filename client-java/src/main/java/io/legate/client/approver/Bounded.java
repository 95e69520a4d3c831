package io.legate.client.approver;

import io.legate.json.Json;
import java.time.Instant;

/// What a bounded approval covers.
///
/// @param permission an entry of `authorization_details` contained in the one that escalated, with
///   at least one limit of the kind `count`
/// @param until at most the hop's end
public record Bounded(Json.Obj permission, Instant until) {}
