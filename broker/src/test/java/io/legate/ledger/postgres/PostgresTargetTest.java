package io.legate.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresTargetTest {

  @Test
  void whatTheAddressNamesComesFirst() {
    var target =
        PostgresTarget.of(
            "jdbc:postgresql://a,b:5433/legate?user=me&sslmode=verify-full&password=p%26w%3D",
            "other", "other", false);
    assertThat(target.url()).isEqualTo("jdbc:postgresql://a,b:5433/legate?sslmode=verify-full");
    assertThat(target.user()).isEqualTo("me");
    assertThat(target.password()).isEqualTo("p&w=");
    var bare = PostgresTarget.of("jdbc:postgresql://a/legate", "me", "pw", true);
    assertThat(bare).isEqualTo(new PostgresTarget("jdbc:postgresql://a/legate", "me", "pw", true));
  }

  @Test
  void aPasswordIsNeverShown() {
    var target =
        PostgresTarget.of(
            "jdbc:postgresql://a/legate?password=s3cret&sslpassword=s3cret", null, null, false);
    assertThat(target.toString()).isEqualTo("jdbc:postgresql://a/legate");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "jdbc:sqlite:s3cret",
        "jdbc:postgresql:s3cret",
        "jdbc:postgresql://s3cret",
        "jdbc:postgresql://s3cret/",
        "jdbc:postgresql://a/?user=s3cret",
        "jdbc:postgresql://me:s3cret@a/b",
        "jdbc:postgresql://a/b?password=%s3cret",
      })
  void aWrongAddressIsNotRepeated(String address) {
    assertThatThrownBy(() -> PostgresTarget.of(address, null, null, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("must ")
        .hasMessageNotContaining("s3cret")
        .hasNoCause();
  }
}
