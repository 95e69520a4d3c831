package io.legate.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormTest {

  @Test
  void parametersAreDecoded() throws Exception {
    Form form = parse("a=1+2&b=%C3%A4%3D&c=x=y");
    assertThat(form.get("a")).isEqualTo("1 2");
    assertThat(form.get("b")).isEqualTo("ä=");
    assertThat(form.get("c")).isEqualTo("x=y");
    assertThat(form.get("d")).isNull();
  }

  @Test
  void aParameterWithoutAValueCountsAsNotSent() throws Exception {
    Form form = parse("subject_token=&scope");
    assertThat(form.get("subject_token")).isNull();
    assertThat(form.get("scope")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=1&a=1",
        "a=1&a=2",
        "a=&a=1",
        "a&a",
        "subject_token=x&grant_type=y&subject_token=z",
        "a=1&%61=2",
        "=1&=2",
      })
  void aParameterMayNotStandTwice(String body) {
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> parse(body))
        .matches(it -> it.code() == Code.INVALID_REQUEST)
        .withMessage("a parameter is given twice");
  }

  @Test
  void targetsMayStandSeveralTimes() throws Exception {
    Form form = parse("resource=a&resource=b&audience=&audience=c");
    assertThat(form.all("resource")).containsExactly("a", "b");
    assertThat(form.all("audience")).containsExactly("c");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=%", "a=%4", "a=%4g", "a=%-1", "%zz=1", "a=%C3", "a=%FF", "a=\u00E4"})
  void whatIsMalformedIsRefused(String body) {
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> parse(body))
        .matches(it -> it.code() == Code.INVALID_REQUEST);
  }

  @Test
  void thereAreNotEndlesslyManyParameters() {
    var body = new StringBuilder();
    for (int i = 0; i < 65; i++) {
      body.append('p').append(i).append("=1&");
    }
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> parse(body.toString()))
        .withMessage("there are too many parameters");
  }

  private static Form parse(String body) throws RefusedException {
    return Form.parse(body.getBytes(ISO_8859_1));
  }
}
