package io.legate.authorize;

import org.jspecify.annotations.Nullable;

/// How a question was put: what its record keeps of that beside the answer.
///
/// @param method the method that the resource server served
/// @param uri the address that it served
/// @param proofKey the spent proof's replay key; null where an earlier item of the batch has it
/// @param proof the agent's proof, whole; null likewise
/// @param dryRun whether nothing is reserved
/// @param attested whether the agent signed for this very question; never for a repeated one, since
///   a resource server can repeat what it likes
record Circumstances(
    String method,
    String uri,
    @Nullable String proofKey,
    @Nullable String proof,
    boolean dryRun,
    boolean attested) {}
