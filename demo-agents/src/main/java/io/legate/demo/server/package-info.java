/// The company's three systems: an ERP, a CRM, and a store of documents and mail. Each has data of
/// its own in SQLite and nothing in common with the others but the broker it asks.
///
/// Each verifies a call offline, writes down what it saw, asks the broker, and acts only through
/// the permit. None checks amounts, duplicates or vendors by itself: that a wrong payment is not
/// made is the boundary's doing, and could not be shown if the ERP refused it as well.
@NullMarked
package io.legate.demo.server;

import org.jspecify.annotations.NullMarked;
