package io.legate.authorize;

import io.legate.identity.TaskId;
import org.jspecify.annotations.Nullable;

/// A recorded answer.
///
/// @param decisionId `<task id>.<sequence number>`: names the record
/// @param purpose of the task
/// @param subject of the task
/// @param explanation null unless it was asked for
public record Authorized(
    String decisionId,
    TaskId task,
    String purpose,
    String subject,
    Answer answer,
    @Nullable Explanation explanation) {}
