package io.legate.evidence;

/// Draws the few shapes of a [TaskPicture]. All text is escaped here.
final class SvgWriter {

  private static final String STYLE =
      """
      text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;font-size:13px;\
      fill:#1d2530;unicode-bidi:isolate}
      .title{font-size:20px;font-weight:600}
      .agent{font-size:15px;font-weight:600}
      .sub{fill:#5a6675;font-size:12px}
      .may{fill:#2b3a4d;font-size:12.5px}
      .did{fill:#1d2530}
      .bad{fill:#7a2014}.asked{fill:#7a4800}.over{fill:#43378a}
      .card{fill:#ffffff;stroke:#c6cfda;stroke-width:1}
      .ended{fill:#fdf4f2;stroke:#c0553f}
      .edge{fill:none;stroke:#8b98a8;stroke-width:1.5}
      .chip{font-size:12px;font-weight:600}
      .ok{fill:#1d7a4b}.no{fill:#b3321f}.ask{fill:#9a5b00}.wait{fill:#5b4bb3}
      .ground{fill:#f5f7fa}
      .m{fill:none;stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round}
      .m.ok{stroke:#1d7a4b}.m.no{stroke:#b3321f}.m.ask{stroke:#9a5b00}.m.wait{stroke:#5b4bb3}
      .m.may{stroke:#53708f}.m.less{stroke:#98a3b0}
      .m.ok,.m.no,.m.ask,.m.wait,.m.may,.m.less{fill:none}
      """;

  private final StringBuilder edges = new StringBuilder();
  private final StringBuilder shapes = new StringBuilder();

  /// Draws text, cut where it is wider than the room.
  void text(int x, int y, String style, String text, int room) {
    int size = size(style);
    shapes
        .append("<text x=\"%s\" y=\"%s\" class=\"%s\">".formatted(x, y, style))
        .append(Markup.text(cut(text, size, room), Integer.MAX_VALUE))
        .append("</text>\n");
  }

  private static int size(String style) {
    return switch (style) {
      case "title" -> 20;
      case "agent" -> 15;
      case "sub", "chip" -> 12;
      default -> 13;
    };
  }

  /// Draws a word with a dot of its colour.
  void chip(int x, int y, String style, String text) {
    shapes.append(
        "<circle cx=\"%s\" cy=\"%s\" r=\"5\" class=\"%s\"/>".formatted(x + 6, y + 6, style));
    text(x + 17, y + 10, "chip", text, Integer.MAX_VALUE);
  }

  void box(int x, int y, int width, int height, String style) {
    shapes.append(
        "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"8\" class=\"%s\"/>\n"
            .formatted(x, y, width, height, style));
  }

  void path(String way) {
    edges.append("<path d=\"%s\" class=\"edge\"/>\n".formatted(way));
  }

  /// Draws a sign of 12 by 12: a tick, a cross, a question mark's curve, a clock, a key or a dash.
  void mark(int x, int y, String name) {
    String way =
        switch (name) {
          case "ok" -> "M1 6l3.5 4L11 2";
          case "no" -> "M2 2l8 8M10 2l-8 8";
          case "ask" -> "M3 3.5a3 3 0 1 1 4.2 2.8Q6 7 6 8M6 11v.1";
          case "wait" -> "M6 1a5 5 0 1 0 .1 0M6 3.5V6l2 1.5";
          case "may" -> "M1 6a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0M6 6h5v3";
          default -> "M2 6h8";
        };
    shapes.append(
        "<path transform=\"translate(%s %s)\" d=\"%s\" class=\"m %s\"/>"
            .formatted(x, y, way, name));
  }

  String document(int width, int height, String title) {
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %s %s\" width=\"%s\" height=\"%s\" role=\"img\">\n"
            .formatted(width, height, width, height)
        + "<title>"
        + Markup.text(title)
        + "</title>\n<style>"
        + STYLE
        + "</style>\n<rect class=\"ground\" width=\"%s\" height=\"%s\"/>\n".formatted(width, height)
        + edges
        + shapes
        + "</svg>\n";
  }

  /// Returns how wide text is at most, in pixels.
  static int width(String text, int size) {
    double width = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      width += wide(c);
      i += Character.charCount(c);
    }
    return (int) Math.ceil(width * size);
  }

  /// In parts of the font's size, on the wide side.
  private static double wide(int c) {
    if (c >= 0x1100) {
      return 1.1;
    }
    if ("iljtfrI.,:;|'()[]!/ ".indexOf(c) >= 0) {
      return 0.36;
    }
    return c == 'm' || c == 'w' || c == 'M' || c == 'W' || c == '@' ? 0.95 : 0.64;
  }

  private static String cut(String text, int size, int room) {
    double left = room - size;
    int i = 0;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      left -= (Character.getType(c) == Character.FORMAT || c < ' ' ? 5 : wide(c)) * size;
      if (left < 0) {
        return text.substring(0, i) + "…";
      }
      i += Character.charCount(c);
    }
    return text;
  }
}
