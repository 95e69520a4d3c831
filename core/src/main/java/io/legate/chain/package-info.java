/// The chain of actors of a token: the nested `act` claim (RFC 8693 section 4.1).
///
/// It says who passed the task on to whom. Whether a party may be in it is policy's to say, whether
/// it is still in force the ledger's; a resource server decides by the outermost actor alone.
@NullMarked
package io.legate.chain;

import org.jspecify.annotations.NullMarked;
