"""What a Dockerfile says, by Docker's rules, at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_vx11._errors import SourceError, Unseen
from pytest_vx11._observe.dockerfile import Dockerfile, DockerfileNeed
from pytest_vx11._observe.need import Memory


def look(root: Path, text: str, target: str | None = None, **args: str) -> Dockerfile:
    (root / "Dockerfile").write_text(text)
    return Memory().see(DockerfileNeed(str(root), "Dockerfile", target, tuple(args.items())))


def test_a_healthcheck_in_shell_form_has_its_options(tmp_path: Path) -> None:
    health = look(
        tmp_path,
        "FROM x\nHEALTHCHECK --interval=30s --timeout=5s --start-period=1m --start-interval=2s --retries=3 \\\n"
        "  CMD curl -f http://localhost || exit 1\n",
    ).healthcheck
    assert health is not None
    assert health.test is not None
    assert health.test.value == ("CMD-SHELL", "curl -f http://localhost || exit 1")
    times = (health.interval, health.timeout, health.start_period, health.start_interval, health.retries)
    assert [said.value if said else None for said in times] == [30 * 10**9, 5 * 10**9, 60 * 10**9, 2 * 10**9, 3]
    assert (health.place.line, health.disabled) == (2, False)


@pytest.mark.parametrize(
    ("command", "test"),
    [
        ('CMD ["curl", "-f", "x"]', ("CMD", "curl", "-f", "x")),
        ("cmd curl   -f x", ("CMD-SHELL", "curl   -f x")),
        ("CMD [ -f /ready ]", ("CMD-SHELL", "[ -f /ready ]")),
        ("CMD ['curl']", ("CMD-SHELL", "['curl']")),
        ("CMD\tcurl $HOST", ("CMD-SHELL", "curl $HOST")),
    ],
)
def test_exec_and_shell_form_are_told_apart(tmp_path: Path, command: str, test: tuple[str, ...]) -> None:
    health = look(tmp_path, f"FROM x\nhealthcheck {command}\n").healthcheck
    assert health is not None
    assert health.test is not None
    assert health.test.value == test


def test_the_last_healthcheck_wins_and_none_disables_it(tmp_path: Path) -> None:
    health = look(tmp_path, "FROM x\nHEALTHCHECK CMD a\nHEALTHCHECK NONE\n").healthcheck
    assert health is not None
    assert (health.disabled, health.test, health.place.line) == (True, None, 3)
    again = look(tmp_path, "FROM x\nHEALTHCHECK NONE\nHEALTHCHECK CMD b\n").healthcheck
    assert again is not None
    assert not again.disabled


STAGES = """\
ARG TAG=3.12
FROM python:${TAG} AS Base
USER app
EXPOSE 8000
HEALTHCHECK CMD base
FROM node AS web
EXPOSE 3000/udp 4000-4001
FROM base
USER root
"""


def test_a_stage_has_what_the_stage_it_builds_on_says(tmp_path: Path) -> None:
    last = look(tmp_path, STAGES)
    assert last.image.value == "python:3.12"
    assert last.user is not None
    assert (last.user.value, last.user.place.line) == ("root", 9)
    assert [(port.port, port.protocol, port.place.line) for port in last.exposed] == [(8000, "tcp", 4)]
    assert last.healthcheck is not None
    assert [(stage.name, stage.parent, stage.place.line) for stage in last.stages] == [
        ("base", None, 2),
        ("web", None, 6),
        (None, 0, 8),
    ]


@pytest.mark.parametrize(("target", "user", "ports"), [("BASE", "app", [8000]), ("1", None, [3000, 4000, 4001])])
def test_a_target_is_a_name_or_a_number(tmp_path: Path, target: str, user: str | None, ports: list[int]) -> None:
    stage = look(tmp_path, STAGES, target)
    assert (stage.user.value if stage.user else None) == user
    assert [port.port for port in stage.exposed] == ports


def test_build_arguments_go_over_defaults(tmp_path: Path) -> None:
    assert look(tmp_path, STAGES, TAG="3.13").image.value == "python:3.13"


@pytest.mark.parametrize(
    ("text", "user"),
    [
        ("ARG U=me\nFROM x\nUSER $U\n", None),
        ("ARG U=me\nFROM x\nARG U\nUSER $U\n", "me"),
        ("FROM x\nARG U=me\nENV U=env\nUSER ${U}\n", "env"),
        ("FROM x\nENV U a b\nUSER $U\n", "a b"),
        ("FROM x\nENV A=1 U='q $A'\nUSER $U\n", "q $A"),
        ('FROM x\nENV A=1\nENV U="q $A"\nUSER $U\n', "q 1"),
        ("FROM x\nENV A=old\nENV A=new U=$A\nUSER $U\n", "old"),
        ("FROM x\nUSER ${U:-you}:${G-g}\n", "you:g"),
        ("FROM x\nENV U=1\nUSER ${U:+set}\n", "set"),
        ("FROM x\nUSER \\$U\n", "$U"),
        ("FROM a AS one\nARG U=me\nFROM one\nUSER $U\n", None),
        ("FROM a AS one\nENV U=me\nFROM one\nUSER $U\n", "me"),
        ("FROM x\nARG TARGETARCH\nUSER $TARGETARCH\n", None),
        ("FROM x\nENV U=abc\nUSER ${U#a}\n", None),
    ],
)
def test_variables_are_put_in_by_scope(tmp_path: Path, text: str, user: str | None) -> None:
    dockerfile = look(tmp_path, text)
    if user is None:
        with pytest.raises(Unseen) as raised:
            _ = dockerfile.user
        assert raised.value.places[0].line == text.count("\n")
    else:
        assert dockerfile.user is not None
        assert dockerfile.user.value == user


def test_an_image_that_hangs_on_an_unknown_argument_hides_what_is_not_stated(tmp_path: Path) -> None:
    dockerfile = look(tmp_path, "ARG BASE\nFROM a AS one\nHEALTHCHECK CMD x\nFROM $BASE\nUSER me\n")
    assert dockerfile.user is not None
    for hidden in ("image", "healthcheck"):
        with pytest.raises(Unseen, match="without a value"):
            getattr(dockerfile, hidden)


def test_lines_are_joined_and_comments_left_out(tmp_path: Path) -> None:
    text = "# comment\nFROM x\n\nRUN a \\\n  # USER no\n\n  && b\nUSER one\\\n  two\n"
    text += "  # last\n  user  me \\ \n\nEXPOSE 80\n"
    user = look(tmp_path, text).user
    assert user is not None
    assert (user.value, user.place.line) == ("me EXPOSE 80", 11)


def test_the_escape_directive_counts_at_the_top_alone(tmp_path: Path) -> None:
    text = "# syntax=docker/dockerfile:1\n# escape=`\nFROM x\nUSER a`\nb\nEXPOSE 1\nEXPOSE 2\n"
    windows = look(tmp_path, text)
    assert windows.user is not None
    assert windows.user.value == "ab"
    assert [port.port for port in windows.exposed] == [1, 2]
    late = look(tmp_path, "# a comment\n# escape=`\nFROM x\nUSER a\\\nb\n")
    assert late.user is not None
    assert late.user.value == "ab"


def test_here_documents_are_no_instructions(tmp_path: Path) -> None:
    text = (
        "FROM x\nRUN <<EOF cat > /a && cat <<-'TWO'\nUSER no\nEOF\nUSER neither\n\tTWO\n"
        'COPY <<"end" /b\nHEALTHCHECK NONE\nend\nRUN echo "<<NOT" $((1<<2)) <<<x\nUSER yes\n'
    )
    dockerfile = look(tmp_path, text)
    assert dockerfile.healthcheck is None
    assert dockerfile.user is not None
    assert (dockerfile.user.value, dockerfile.user.place.line) == ("yes", 11)


def test_a_trigger_works_in_the_stage_that_builds_on_it_and_no_further(tmp_path: Path) -> None:
    text = "FROM x AS a\nONBUILD USER later\nFROM a AS b\nFROM b\n"
    assert look(tmp_path, text, "a").user is None
    user = look(tmp_path, text).user
    assert user is not None
    assert (user.value, user.place.line) == ("later", 2)


@pytest.mark.parametrize(
    ("text", "lines", "message"),
    [
        ("", [0], "must have a FROM"),
        ("USER a\nFROM x\n", [1], "before the first FROM"),
        ("FROM x\nHEALTHCHEK CMD a\nUSERS b\n", [2, 3], 'did you mean "HEALTHCHECK"'),
        ("FROM x\nHEALTHCHECK CMD\n", [2], "no command"),
        ("FROM x\nHEALTHCHECK NONE x\n", [2], "nothing more"),
        ("FROM x\nHEALTHCHECK --interval=5 CMD a\n", [2], "no duration"),
        ("FROM x\nHEALTHCHECK --every=5s CMD a\n", [2], "--every"),
        ("FROM x\nHEALTHCHECK curl\n", [2], "CMD or NONE"),
        ("FROM x y z\n", [1], "AS"),
        ("FROM x\nEXPOSE abc\n", [2], "no port"),
        ("FROM x\nUSER ${A\n", [2], "not closed"),
        ("ARG A=${B\nFROM x\n", [1], "not closed"),
        ("FROM x\nRUN <<EOF\na\n", [2], "does not end"),
        ("FROM x\nONBUILD FROM y\n", [2], "ONBUILD"),
        ("# escape=x\nFROM x\n", [1], "escape"),
    ],
)
def test_what_docker_refuses_is_told_at_its_line(tmp_path: Path, text: str, lines: list[int], message: str) -> None:
    with pytest.raises(SourceError) as raised:
        look(tmp_path, text)
    assert [problem.place.line for problem in raised.value.problems if problem.place] == lines
    assert message in str(raised.value)


def test_a_stage_that_is_not_there_is_told_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r'no stage "prd".*did you mean "prod"'):
        look(tmp_path, "FROM x AS prod\n", "prd")


def test_only_the_tree_is_read(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "Dockerfile").write_text("FROM x\n")
    (root / "Dockerfile").symlink_to(tmp_path / "Dockerfile")
    for path in ("Dockerfile", "../Dockerfile", "/etc/hostname"):
        with pytest.raises(Unseen, match="outside"):
            Memory().see(DockerfileNeed(str(root), path))
    with pytest.raises(SourceError, match="no such file"):
        Memory().see(DockerfileNeed(str(root), "gone"))


@pytest.mark.parametrize(
    "text",
    [
        "FROM x\nENV A=xxxxxxxxxx\n" + "ENV A=$A$A\n" * 40 + "USER $A\n",
        "FROM x\nUSER " + "${A:-" * 3000 + "}" * 3000,
    ],
)
def test_variables_that_grow_without_end_are_not_followed(tmp_path: Path, text: str) -> None:
    dockerfile = look(tmp_path, text)
    with pytest.raises(Unseen):
        _ = dockerfile.user


def test_other_harm_ends_in_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="ports"):
        look(tmp_path, "FROM x\n" + "EXPOSE 1-60000\n" * 1000)
    deep = look(tmp_path, "FROM x\nHEALTHCHECK CMD " + "[" * 50000)
    assert deep.healthcheck is not None


@pytest.mark.parametrize("opening", ["<<EOF", "<< EOF", "<<- EOF", "<<'EOF'", '<< "EOF"', "<<  EOF > /x"])
def test_a_here_document_is_no_instruction_however_its_name_is_written(tmp_path: Path, opening: str) -> None:
    (tmp_path / "Dockerfile").write_text(f"FROM a\nRUN cat {opening}\nset -e\nEOF\nUSER app\n")
    user = Memory().see(DockerfileNeed(str(tmp_path), "Dockerfile")).user
    assert user is not None
    assert (user.value, user.place.line) == ("app", 5)
