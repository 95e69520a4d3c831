@NullMarked
package io.legate.client.resource;

import org.jspecify.annotations.NullMarked;
