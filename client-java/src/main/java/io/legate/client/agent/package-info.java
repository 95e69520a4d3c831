/// What an agent does: open a task, hold a hop, delegate from it, redeem what was delegated, and
/// call resource servers with tokens that are useless to anyone else.
///
/// Statements are signed offline; a token never leaves the agent it was issued to, except towards
/// the resource server it names.
///
/// It leaves to its caller which work to do and whom to trust with it. Nothing here widens: what a
/// statement asks for beyond the hop is refused by the broker, not here.
@NullMarked
package io.legate.client.agent;

import org.jspecify.annotations.NullMarked;
