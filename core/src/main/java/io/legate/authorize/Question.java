package io.legate.authorize;

import io.legate.boundary.ActionRequest;
import io.legate.identity.ClientId;
import io.legate.identity.TaskId;
import io.legate.task.Instance;
import org.jspecify.annotations.Nullable;

/// One action that an agent asks for at a resource server.
///
/// @param pep the resource server that would carry it out
/// @param instance the agent's token, as the ledger holds it
/// @param digest of the canonical action, computed once
/// @param saidDigest `adg` of the agent's proof, null where it does not say what it meant
/// @param rowsWanted the most rows that will be returned, null for as many as may be
public record Question(
    TaskId task,
    ClientId pep,
    Instance instance,
    ActionRequest action,
    String digest,
    @Nullable String saidDigest,
    @Nullable Long rowsWanted) {}
