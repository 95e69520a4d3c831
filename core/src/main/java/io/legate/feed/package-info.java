/// What resource servers must hear of: authority that ended, is held, or is held no more.
///
/// [RevocationFeed] follows the logs of every node and derives, from what the ledger holds, what
/// concerns each audience; a [Subscription] is one listener's place in it. Nothing here is kept:
/// whoever comes back with a [Cursor], to whichever node, is told the rest.
///
/// How it is sent, and to whom, is left to the caller. It tells nothing of permissions that were
/// taken out of a hop, of limits and of policy: only a decision knows those.
@NullMarked
package io.legate.feed;

import org.jspecify.annotations.NullMarked;
