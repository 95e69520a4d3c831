package io.legate.provenance;

import io.legate.json.Json;
import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;

/// What a text names that leads somewhere: links, mail addresses, account numbers, host names.
///
/// It looks at the text as a reader's program would and errs towards finding: characters that are
/// not seen are passed over, full-width letters read as plain ones, and two words with a dot and no
/// space between them are a host unless they end like the name of a file. It guards against a text
/// that carries a link, NOT against one that describes it (`evil dot com`, or a number in words).
public final class Mentioned {

  /// More than any honest text has; who looks each one up must bound what that costs.
  public static final int SPANS_MAX = 500;

  private static final List<Form> FORMS = List.of(Form.MAIL, Form.IBAN, Form.URL);

  /// How file names end that are no domain of the internet; `.zip`, `.md`, `.py` and others are.
  private static final Set<String> FILE_ENDINGS =
      Set.of(
          "avi", "bak", "bmp", "cfg", "conf", "css", "csv", "db", "doc", "docx", "dotx", "eml",
          "epub", "exe", "gif", "gz", "htm", "html", "ics", "ini", "jar", "java", "jpeg", "jpg",
          "js", "json", "jsonl", "log", "mp3", "mpeg", "msg", "odp", "ods", "odt", "ogg", "pdf",
          "pem", "php", "png", "ppt", "pptx", "rtf", "sql", "svg", "tar", "tex", "tiff", "tmp",
          "toml", "tsv", "txt", "vcf", "wav", "webp", "xls", "xlsm", "xlsx", "xml", "yaml", "yml");

  /// Blanks and hyphens between two groups of an account number: a line may end there.
  private static final int GAP_MAX = 3;

  /// Characters of an account number in groups: 34, and a gap after every fourth.
  private static final int GROUPED_MAX = 34 + 8 * GAP_MAX;

  private static final String LINK_ENDS = "<>\"`[]{}|\\^\u201C\u201D\u201E\u00AB\u00BB";
  private static final String TRAILING = ".,;:!?'*\u2018\u2019";
  private static final String IN_LOCAL_PART = "._%+-'&=!#$~";

  private final StringBuilder rest;
  private final Set<String> spans = new LinkedHashSet<>();

  private Mentioned(String text) {
    this.rest = plain(text);
  }

  /// Returns what `text` names, each in the form it has, each once.
  static List<Canonical> in(String text) {
    var found = new LinkedHashSet<Canonical>();
    for (String span : spans(text)) {
      for (Form form : FORMS) {
        found.addAll(form.valuesOf(new Json.Str(span)));
      }
    }
    return List.copyOf(found);
  }

  /// Returns what `text` names as it is written there, each spelling once, at most one more than
  /// [#SPANS_MAX].
  ///
  /// A span need not fit any form: a link of another scheme than `http` and `https` does not.
  public static List<String> spans(String text) {
    var mentioned = new Mentioned(text);
    mentioned.takeLinks();
    mentioned.takeMailAddresses();
    mentioned.takeAccounts();
    mentioned.takeHosts();
    return List.copyOf(mentioned.spans);
  }

  /// What a reader sees: compatibility forms read as plain ones, unseen characters gone, and an
  /// ideographic full stop before a Latin letter read as a dot, as browsers do.
  private static StringBuilder plain(String text) {
    var seen = new StringBuilder(text.length());
    Normalizer.normalize(Marks.withoutHeaps(text), Normalizer.Form.NFKC)
        .codePoints()
        .filter(c -> Form.isBlank(c) || !Form.isUnseen(c))
        .forEach(seen::appendCodePoint);
    for (int i = 0; i + 1 < seen.length(); i++) {
      if (seen.charAt(i) == '\u3002' && isLatin(seen.charAt(i + 1))) {
        seen.setCharAt(i, '.');
      }
    }
    return seen;
  }

  private void takeLinks() {
    int from = 0;
    for (int mark = rest.indexOf("://"); mark >= 0; mark = rest.indexOf("://", from)) {
      int start = startOf(mark, c -> isLatin(c) || isDigit(c) || "+.-".indexOf(c) >= 0);
      int bracket = mark + 3 < rest.length() && rest.charAt(mark + 3) == '[' ? closing(mark) : -1;
      int end = endOfLink(bracket < 0 ? mark + 3 : bracket);
      from = Math.max(end, mark + 3);
      if (start < mark && end > mark + 3) {
        take(start, end);
      }
    }
  }

  private int closing(int mark) {
    int at = rest.indexOf("]", mark);
    return at < 0 || at > mark + 50 ? -1 : at + 1;
  }

  private void takeMailAddresses() {
    int from = 0;
    for (int mark = rest.indexOf("@"); mark >= 0; mark = rest.indexOf("@", from)) {
      from = mark + 1;
      int start = startOf(mark, c -> isWord(c) || IN_LOCAL_PART.indexOf(c) >= 0);
      while (start < mark && !isWord(rest.charAt(start)) && rest.charAt(start) != '_') {
        start++;
      }
      int end = trimmed(mark + 1, endOf(mark + 1, Mentioned::isInHost));
      String host = rest.substring(mark + 1, end);
      if (start < mark && hasLetter(host.substring(host.lastIndexOf('.') + 1))) {
        take(start, end);
        from = end;
      }
    }
  }

  private void takeAccounts() {
    int at = 0;
    while (at < rest.length()) {
      int end = endOf(at, Mentioned::isAlphanumeric);
      if (end == at) {
        at++;
        continue;
      }
      int grouped = end - at == 4 ? endOfGroups(at, end) : end;
      String span = rest.substring(at, grouped).replaceAll("[-\\s\\x1C-\\x1F]", " ");
      if (!Form.IBAN.valuesOf(new Json.Str(span)).isEmpty()) {
        take(at, grouped);
        end = grouped;
      }
      at = end;
    }
  }

  /// An account number in groups of four: after the head each group has a digit, but for the first,
  /// which may be the letters of a bank.
  private int endOfGroups(int start, int endOfHead) {
    int end = endOfHead;
    while (end - start < GROUPED_MAX) {
      int begin = Math.min(endOf(end, Mentioned::isGap), end + GAP_MAX);
      int next = begin == end ? end : endOf(begin, Mentioned::isAlphanumeric);
      int length = next - begin;
      String group = rest.substring(begin, next);
      boolean isBank = end == endOfHead && group.equals(group.toUpperCase(Locale.ROOT));
      if (length == 0 || length > 4 || !(isBank || group.chars().anyMatch(Mentioned::isDigit))) {
        break;
      }
      end = next;
      if (length < 4) {
        break;
      }
    }
    return end - start > GROUPED_MAX ? endOfHead : end;
  }

  private void takeHosts() {
    int at = 0;
    while (at < rest.length()) {
      int end = endOf(at, Mentioned::isInHost);
      if (end == at) {
        at++;
        continue;
      }
      end = endOfName(at, end);
      int start = at;
      while (start < end && !isWord(rest.charAt(start))) {
        start++;
      }
      int last = trimmed(start, end);
      String name = rest.substring(start, last);
      at = end;
      // What stands behind is looked at only where it will be taken: a slash after each word must
      // not have the text read from there to its end each time.
      if (isHost(name, true)) {
        int tail = endOfTail(last);
        if (isHost(name, tail > last)) {
          take(start, tail);
          at = Math.max(end, tail);
        }
      }
    }
  }

  /// Returns where two dots follow each other, which no name has, or `end`.
  private int endOfName(int start, int end) {
    for (int i = start + 1; i < end; i++) {
      if (rest.charAt(i) == '.' && rest.charAt(i - 1) == '.') {
        return i;
      }
    }
    return end;
  }

  /// Port, path, query and fragment.
  private int endOfTail(int host) {
    int end = host;
    if (end < rest.length() && rest.charAt(end) == ':') {
      int digits = endOf(end + 1, Mentioned::isDigit);
      end = digits > end + 1 ? digits : end;
    }
    return end < rest.length() && "/?#".indexOf(rest.charAt(end)) >= 0 ? endOfLink(end) : end;
  }

  private static boolean isHost(String text, boolean hasTail) {
    String[] labels = text.split("\\.", -1);
    String last = labels[labels.length - 1].toLowerCase(Locale.ROOT);
    if (labels.length < 2) {
      return false;
    }
    if (labels.length == 4 && String.join("", labels).chars().allMatch(Mentioned::isDigit)) {
      return true;
    }
    boolean isTop =
        last.startsWith("xn--")
            || (last.length() >= 2
                && last.codePoints().allMatch(c -> Character.isLetter(c) || isMark(c)));
    boolean isFile = FILE_ENDINGS.contains(last) && !hasTail;
    return isTop && (!isFile || labels[0].equalsIgnoreCase("www"));
  }

  /// Adds what stands there, and blanks it so that no part of it is found again.
  private void take(int start, int end) {
    if (spans.size() <= SPANS_MAX) {
      spans.add(rest.substring(start, end));
    }
    for (int i = start; i < end; i++) {
      rest.setCharAt(i, ' ');
    }
  }

  private int startOf(int mark, IntPredicate part) {
    int start = mark;
    while (start > 0 && part.test(rest.charAt(start - 1))) {
      start--;
    }
    return start;
  }

  private int endOf(int start, IntPredicate part) {
    int end = start;
    while (end < rest.length() && part.test(rest.charAt(end))) {
      end++;
    }
    return end;
  }

  /// Where a link ends that has begun before `start`: without the sentence's own punctuation.
  private int endOfLink(int start) {
    int end = endOf(start, c -> !Form.isBlank(c) && LINK_ENDS.indexOf(c) < 0);
    int open = 0;
    for (int i = start; i < end; i++) {
      open += rest.charAt(i) == '(' ? 1 : rest.charAt(i) == ')' ? -1 : 0;
    }
    while (end > start) {
      char last = rest.charAt(end - 1);
      if (last == ')' && open < 0) {
        open++;
      } else if (TRAILING.indexOf(last) < 0) {
        break;
      }
      end--;
    }
    return end;
  }

  private int trimmed(int start, int end) {
    int trimmed = end;
    while (trimmed > start && !isWord(rest.charAt(trimmed - 1))) {
      trimmed--;
    }
    return trimmed;
  }

  private static boolean hasLetter(String text) {
    return text.chars().anyMatch(c -> Character.isLetter(c) || Character.isSurrogate((char) c));
  }

  private static boolean isLatin(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isAlphanumeric(int c) {
    return isLatin(c) || isDigit(c);
  }

  private static boolean isGap(int c) {
    return c == '-' || Form.isBlank(c);
  }

  private static boolean isMark(int c) {
    int type = Character.getType(c);
    return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
  }

  /// Half of a pair counts as a letter: what it is half of is one, or an image in a host.
  private static boolean isWord(int c) {
    return Character.isLetterOrDigit(c) || isMark(c) || Character.isSurrogate((char) c);
  }

  private static boolean isInHost(int c) {
    return isWord(c) || c == '.' || c == '-' || c == '_';
  }
}
