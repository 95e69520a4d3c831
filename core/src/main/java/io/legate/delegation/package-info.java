/// Delegation statements (`delegation+jwt`): one hop's consent, signed by the delegator offline.
///
/// Left to the caller: that the delegator's key is the parent hop's, that `par_hash` names an
/// instance of it, that the boundary is narrower, and that the delegate is the one who presents it.
@NullMarked
package io.legate.delegation;

import org.jspecify.annotations.NullMarked;
