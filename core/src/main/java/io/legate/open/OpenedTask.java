package io.legate.open;

import io.legate.issue.IssuedInstance;
import java.time.Instant;

/// An opened task, as its opener learns of it.
///
/// @param token the root token
/// @param subject whom the task is for
/// @param authorityHash of the root boundary
public record OpenedTask(
    IssuedInstance token, String subject, String authorityHash, Instant expiresAt) {}
