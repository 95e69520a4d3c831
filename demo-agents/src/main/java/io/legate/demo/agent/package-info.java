/// What the four agents do, as ordinary code.
///
/// They are deliberately credulous where an invoice tries to deceive: none looks for duplicates,
/// compares a sum with the order's ceiling, asks whether a vendor is blocked, or doubts a note. A
/// model could be talked out of every such check, so nothing here may depend on one. What must not
/// happen is stopped by the boundary of the hop, at the resource server.
@NullMarked
package io.legate.demo.agent;

import org.jspecify.annotations.NullMarked;
