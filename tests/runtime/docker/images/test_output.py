"""What engines say of a build, taken apart."""

from __future__ import annotations

from pytest_vx11._runtime.docker.images.output import Output

ID = "7f1e8a989c9c4624e6e3da58551952c839d517f03238d6f67c601c206d2f3fad"


def test_podman_gives_the_image_as_the_last_line_after_its_commit() -> None:
    steps: list[str] = []
    output = Output((), steps.append)
    output.feed({"stream": "STEP 1/2: FROM base\nSTEP 2/2: COPY a /a\n--> 883b3a280f8\n"})
    assert output.stages == []
    output.feed({"stream": f"COMMIT docker.io/vx11/shop/web:latest\n--> 7f1e8a989c9\n{ID}\n"})
    assert output.stages == [ID]
    assert steps == ["1/2: FROM base", "2/2: COPY a /a"]


def test_what_a_step_prints_is_no_image() -> None:
    output = Output((), lambda _: None)
    output.feed({"stream": f"STEP 1/1: RUN make\n{ID}\n"})
    assert output.stages == []


def test_the_classic_builder_says_it_in_an_object() -> None:
    output = Output((), lambda _: None)
    output.feed({"stream": "Step 1/2 : FROM base\n"})
    output.feed({"stream": "Step 2/2 : COPY a /a\n"})
    output.feed({"aux": {"ID": f"sha256:{ID}"}})
    assert (output.step, output.stages) == ("2/2: COPY a /a", [f"sha256:{ID}"])
