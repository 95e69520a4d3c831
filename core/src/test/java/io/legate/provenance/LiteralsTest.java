package io.legate.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What of an instruction is a literal.
class LiteralsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      textBlock =
          """
          Pay the bill 'bill-december-2023.txt' now.          | bill-december-2023.txt
          Read "My summer plans (final).docx" and go          | My summer plans (final).docx
          Add Dora to Slack. Her email is dora@gmail.com.     | dora@gmail.com
          Summarise www.our-company.com.They are in           | www.our-company.com
          Summarise www.our-company.com.They are in           | www.our-company.com.They
          Summarise www.our-company.com.They are in           | They
          Visit https://a.example/x?y=1, please               | https://a.example/x?y=1
          Send $98.70 to Bob                                  | 98.70
          Send $98.70 to Bob                                  | $98.70
          Send 1,200.50€ to Bob                               | 1200.50
          Send 1,200.50€ to Bob                               | 1,200.50
          Pay DE89 3704 0044 0532 0130 00 today               | DE89 3704 0044 0532 0130 00
          Send it to Alice's inbox                            | Alice
          Invite Alice, Bob and Mark Black-Smith.             | Mark Black-Smith
          Name the meeting Team Sync at 10:00                 | Team Sync
          Post in (#general) that ‘all is well’               | all is well
          On 2024-05-18 from 10:00 to 12:30                   | 2024-05-18
          On 2024-05-18 from 10:00 to 12:30                   | 12:30
          Pay to:UK12345678901234567890!                      | UK12345678901234567890
          Write: Congrats on being the most active user!      | Congrats on being the most active user!
          Use `rm -rf` never                                  | rm -rf
          one two three four five six seven                   | two three four five six seven
          Caf\u00e9 Zo\u00eb, bitte                           | Café Zoë
          """)
  void aLiteralIsThere(String instruction, String literal) {
    assertThat(Literals.of(instruction)).contains(literal);
  }

  @Test
  void nothingIsThereThatTheInstructionDoesNotSay() {
    assertThat(Literals.of("Pay Bob.")).containsExactly("Pay", "Bob", "Pay Bob");
    assertThat(Literals.of("")).isEmpty();
    assertThat(Literals.of(" \n .,;: \u00A0")).isEmpty();
  }

  @Test
  void spansHaveAtMostSixWordsUnlessTheyAreQuoted() {
    assertThat(Literals.of("one two three four five six seven"))
        .doesNotContain("one two three four five six seven");
    assertThat(Literals.of("say 'one two three four five six seven'"))
        .contains("one two three four five six seven");
  }

  @Test
  void eachIsThereOnceAndTheyAreBounded() {
    var text = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      text.append("word").append(i).append(' ');
    }
    List<String> literals = Literals.of(text.toString());
    assertThat(literals).hasSize(Literals.LITERALS_MAX).doesNotHaveDuplicates();
    assertThat(literals.getFirst()).isEqualTo("word0");
    assertThat(Literals.of("a".repeat(256))).containsExactly("a".repeat(256));
    assertThat(Literals.of("a".repeat(257))).isEmpty();
    assertThat(Literals.of("a a a a a a a")).hasSize(6);
  }

  @Test
  void halvesOfPairsAreLeftOut() {
    assertThat(Literals.of("pay \uD800 Bob"))
        .contains("pay", "Bob")
        .noneMatch(l -> l.contains("\uD800"));
  }

  @Test
  void aDecomposedWordIsTheComposedOne() {
    assertThat(Literals.of("Zoe\u0308")).contains("Zo\u00EB");
  }
}
