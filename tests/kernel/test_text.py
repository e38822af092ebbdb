from portal.kernel.text import clean_line, clean_text, entries_of


def test_text_is_composed_and_keeps_its_lines() -> None:
    assert clean_text("Bu\u0308rger\r\nDialog\rjetzt\tgleich") == "Bürger\nDialog\njetzt\tgleich"


def test_nul_control_and_half_characters_go() -> None:
    assert clean_text("a\x00b\x1b[31mc\x7f\x85\ud800d") == "ab[31mcd"


def test_direction_tricks_and_invisible_letters_go() -> None:
    assert clean_text("\u202etxt.exe\u2066 Ha\u00adus\u200b\ufeff \u2069") == "txt.exe Haus "


def test_arabic_and_emoji_stay() -> None:
    assert clean_text("مرحبا 👩‍👩‍👧 🇩🇪") == "مرحبا 👩‍👩‍👧 🇩🇪"


def test_a_line_is_one_line_with_single_spaces() -> None:
    assert clean_line("  Eine\n neue \u2028\tSeite  ") == "Eine neue Seite"


def test_a_list_is_parted_as_people_write_it() -> None:
    assert entries_of(" Twitter, X;soziale\u200b  Medien\n\n, ;") == (
        "Twitter",
        "X",
        "soziale Medien",
    )
    assert entries_of(" ,;\n") == ()
