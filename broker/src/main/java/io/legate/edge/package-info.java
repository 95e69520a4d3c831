/// What the gRPC and the HTTP edge share: the use cases they lead to, the table of refusals, the
/// threads that block.
///
/// It knows no transport. What a status or header looks like on the wire is each edge's own.
@NullMarked
package io.legate.edge;

import org.jspecify.annotations.NullMarked;
