/// Who calls: client authentication and the caller's own proof, the same for every call of every
/// transport.
///
/// What a caller may do is the use case's question. Nothing here is recorded; what must be spent
/// with the call (proof, assertion) is handed on with the caller, and the use case records it with
/// its own event.
@NullMarked
package io.legate.caller;

import org.jspecify.annotations.NullMarked;
