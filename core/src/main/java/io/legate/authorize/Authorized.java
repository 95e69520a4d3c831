package io.legate.authorize;

import io.legate.identity.TaskId;

/// A recorded answer.
///
/// @param decisionId `<task id>.<sequence number>`: names the record
/// @param purpose of the task
/// @param subject of the task
public record Authorized(
    String decisionId, TaskId task, String purpose, String subject, Answer answer) {}
