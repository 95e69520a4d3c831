/// The most a hop may do: its `authorization_details` (RFC 9396), read and compared.
@NullMarked
package io.legate.boundary;

import org.jspecify.annotations.NullMarked;
