package io.legate.client.reliability;

import io.legate.client.live.Company.Party;
import io.legate.identity.HopId;

/// A hop as its holder has it.
///
/// @param token an instance for the resource server
record Held(String task, HopId hop, Party holder, String token) {}
