/// What can be done at the company's three systems, and how each act is called: the words that
/// agents, resource servers and boundaries share.
///
/// An agent states an action in its proof and a resource server states it to the broker; both come
/// here, so they differ only if one of them lies.
@NullMarked
package io.legate.demo.catalogue;

import org.jspecify.annotations.NullMarked;
