"""What an operator meets on the way to a running portal: first keys, secrets, folders, the doctor, a first import."""

import re
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.cli.test_commands import assert_one_sentence, over, portal
from tests.einvoice.samples import ubl_invoice
from tests.links.world import SmallWorld

pytestmark = pytest.mark.slow

pytest_plugins = ("tests.links.fixtures",)


def test_the_first_keys_say_what_they_sign_for(tmp_path: Path) -> None:
    done = portal(tmp_path, "account", "create", "Ada")
    said = "signs links for users, at most as viewer; not for a whole entity; for every entity of the account; for at"
    assert done.stdout.count(f"{said} most 300 seconds") == 2
    assert_one_sentence(portal(tmp_path, "account", "create", "Ada", "--email", "ana"), "contact_email")


def test_what_is_written_is_for_the_portal_s_user_alone(tmp_path: Path) -> None:
    assert portal(tmp_path, "migrate").returncode == 0
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0
    for path in (tmp_path / "data").iterdir():
        assert path.stat().st_mode & 0o077 == 0, path


@pytest.mark.parametrize("content", ["nonsense", "k1:", "ž", "k1:YWJj"])
def test_secret_keys_that_cannot_be_read_are_told(tmp_path: Path, content: str) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "secret-keys").write_text(content, encoding="utf-8")
    assert_one_sentence(portal(tmp_path, "migrate"), "secret")
    doctor = portal(tmp_path, "doctor")
    assert (doctor.returncode, doctor.stderr) == (1, "")
    assert "Broken:\n- " in doctor.stdout


def test_a_data_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    assert_one_sentence(portal(tmp_path, "migrate"), "PORTAL_DATA_DIR")
    assert "PORTAL_DATA_DIR" in portal(tmp_path, "doctor").stdout
    nowhere = portal(tmp_path, "account", "create", "Ada", PORTAL_DATA_DIR="/proc/portal")
    assert_one_sentence(nowhere, "PORTAL_DATA_DIR")


def test_doctor_tells_what_is_broken_from_advice(tmp_path: Path) -> None:
    done = portal(tmp_path, "doctor", PORTAL_SESION_SECONDS="60", PORTAL_ACCOUNT="acc_x")
    broken, _, advice = done.stdout.partition("Advice:")
    assert "run portal migrate" in broken
    assert "PORTAL_SESION_SECONDS is set and is no setting of the portal; PORTAL_SESSION_SECONDS is meant" in advice
    assert "PORTAL_ACCOUNT" not in advice
    (tmp_path / "data").chmod(0o755)
    portal(tmp_path, "migrate")
    done = portal(tmp_path, "doctor")
    assert "run portal migrate" not in done.stdout
    assert "chmod 700" in done.stdout


def test_doctor_asks_the_storage_and_redis(tmp_path: Path) -> None:
    portal(tmp_path, "migrate")
    done = portal(
        tmp_path,
        "doctor",
        PORTAL_STORAGE_URL="s3://papers?endpoint=http://127.0.0.1:9",
        PORTAL_WAKE_URL="redis://127.0.0.1:9",
        PORTAL_RATE_LIMIT_STORAGE="redis+unix:///nowhere.sock",
        AWS_ACCESS_KEY_ID="test",
        AWS_SECRET_ACCESS_KEY="test",
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert "Files cannot be kept; the look-up got no whole answer" in done.stdout
    for setting in ("PORTAL_WAKE_URL", "PORTAL_RATE_LIMIT_STORAGE"):
        assert f"- {setting} names a Redis that does not answer" in done.stdout
    odd = portal(tmp_path, "doctor", PORTAL_STORAGE_URL="s3://Papers", PORTAL_WAKE_URL="http://redis")
    assert "PORTAL_WAKE_URL must begin with redis://" in odd.stdout
    (tmp_path / "data" / "files").write_text("in the way")
    assert "Check the folder files in PORTAL_DATA_DIR" in portal(tmp_path, "doctor").stdout


def imported(small: SmallWorld, folder: Path) -> CompletedProcess[str]:
    return over(small, "import-einvoices", str(folder), "--entity", small.ids.elm)


def test_a_folder_without_invoices_is_told(small: SmallWorld, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = imported(small, tmp_path / "empty")
    assert_one_sentence(done, "there is no .xml file")


def test_what_is_neither_s_is_refused_with_the_way_out(small: SmallWorld, tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(ubl_invoice())
    done = imported(small, tmp_path)
    assert done.returncode == 1
    assert "has a tax id of Elm Studio d.o.o.; say --as issued or --as received" in done.stdout


@pytest.mark.slow
def test_the_sandbox_gives_what_one_goes_on_with(tmp_path: Path) -> None:
    assert portal(tmp_path, "migrate").returncode == 0
    first = portal(tmp_path, "sandbox")
    assert first.returncode == 0, first.stderr
    assert re.search(r"^  key    sk_sandbox_\S+$", first.stdout, re.MULTILINE)
    account = re.findall(r"acc_\w+", first.stderr)[0]
    again = portal(tmp_path, "sandbox", "--account", account, "--profiles", "all")
    assert again.returncode == 0, again.stderr
    assert "20 documents in 4 countries: each is issued and drawn as a PDF." in again.stdout
    assert f"portal key create backend --kind sk --account {account}" in again.stdout
