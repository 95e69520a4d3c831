/// Tests of fetched keys, against a provider over real HTTPS.
@NullMarked
package io.legate.idp;

import org.jspecify.annotations.NullMarked;
