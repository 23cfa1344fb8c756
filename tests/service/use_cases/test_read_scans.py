"""Scanned files through the use cases: read page by page, going on where they stopped, by one host at a time."""

from __future__ import annotations

import io
from datetime import timedelta
from uuid import UUID

import numpy as np
import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import undefer

from service.domain.actors import Actor, Role
from service.domain.errors import Invalid, NotAllowed, NotFound
from service.domain.scans import FileState, PageState, is_sure, proposed, unsure
from service.models import ScanFile, ScannedSlip
from service.queries.scans import scan_files, scanned, to_look_at
from service.use_cases.close_scanned_slip import close_scanned_slip
from service.use_cases.read_scans import read_scans
from service.use_cases.stop_scan import stop_scan
from service.use_cases.take_in_scan import take_in_scan
from service.use_cases.wake_scans import wake_scans
from tests.channels.slips.filling import Gray
from tests.channels.slips.test_pages import a_scan, as_pdf
from tests.service.use_cases.stage import Stage

PLENTY = 60.0


def _file(stage: Stage, file_id: UUID) -> ScanFile:
    with stage.sessions() as session:
        return session.get_one(ScanFile, file_id, options=[undefer(ScanFile.content)])


def _slips(stage: Stage) -> list[ScannedSlip]:
    with stage.sessions() as session:
        return list(session.scalars(select(ScannedSlip).order_by(ScannedSlip.page, ScannedSlip.position)))


def _take_in(stage: Stage, *pages: Gray) -> UUID:
    return take_in_scan(stage.sessions, stage.worker, as_pdf(*pages), stage.at).file_id


def test_a_file_is_read_into_slips_and_then_not_kept(stage: Stage) -> None:
    page = a_scan()
    file_id = _take_in(stage, page, np.full_like(page, 255))
    done = read_scans(stage.sessions, lambda: stage.at, seconds=PLENTY)
    file, slips = _file(stage, file_id), _slips(stage)
    assert (done.pages, done.more, file.state, file.pages, file.content) == (2, False, FileState.READ, 2, None)
    assert [(slip.page, slip.state) for slip in slips] == [(0, PageState.TO_LOOK_AT), (1, PageState.BLANK)]
    assert (slips[0].code != "", proposed(slips[0].reading), unsure(slips[0].reading)) == (True, frozenset(), {})
    assert not is_sure(slips[0].reading, written=False)
    with stage.sessions() as session:
        assert to_look_at(session, stage.worker) == 1
        (line,) = scan_files(session, stage.worker)
        assert (line.slips, line.to_look_at, line.blank, line.read) == (1, 1, 1, 2)
        shown = scanned(session, stage.worker, slips[0].id)
    with Image.open(io.BytesIO(shown.picture)) as picture:
        assert picture.width == 1260
    assert (shown.delivery_id, shown.earlier, shown.next_id) == (None, (), None)


def test_the_same_file_twice_changes_nothing(stage: Stage) -> None:
    data = as_pdf(a_scan())
    first = take_in_scan(stage.sessions, stage.worker, data, stage.at)
    assert take_in_scan(stage.sessions, stage.worker, data, stage.at).again
    read_scans(stage.sessions, lambda: stage.at, seconds=PLENTY)
    again = take_in_scan(stage.sessions, stage.worker, data, stage.at)
    assert (again.file_id, again.again) == (first.file_id, True)
    assert read_scans(stage.sessions, lambda: stage.at, seconds=PLENTY).pages == 0
    assert len(_slips(stage)) == 1


def test_reading_goes_on_where_it_stopped(stage: Stage) -> None:
    page = a_scan()
    file_id = _take_in(stage, page, page, page)
    # No time at all: one page is read, the rest is left to the next job.
    assert read_scans(stage.sessions, lambda: stage.at, seconds=0.01).more
    assert _file(stage, file_id).read == 1
    read_scans(stage.sessions, lambda: stage.at, seconds=PLENTY)
    assert [slip.page for slip in _slips(stage)] == [0, 1, 2]


def test_a_worker_that_died_is_followed_by_another_and_no_page_comes_twice(stage: Stage) -> None:
    page = a_scan()
    file_id = _take_in(stage, page, page)
    read_scans(stage.sessions, lambda: stage.at, seconds=0.01)
    with stage.sessions.begin() as session:
        # It had kept the second page, and died before it said so.
        session.get_one(ScanFile, file_id).lease_until = stage.at + timedelta(seconds=80)
        session.get_one(ScanFile, file_id).read = 0
    assert read_scans(stage.sessions, lambda: stage.at, seconds=PLENTY).pages == 0
    later = stage.at + timedelta(seconds=81)
    read_scans(stage.sessions, lambda: later, seconds=PLENTY)
    assert [slip.page for slip in _slips(stage)] == [0, 1]


def test_a_file_whose_job_was_lost_wakes_a_worker_once_its_lease_is_over(stage: Stage) -> None:
    file_id = _take_in(stage, a_scan())
    assert wake_scans(stage.sessions, stage.at)
    with stage.sessions.begin() as session:
        session.get_one(ScanFile, file_id).lease_until = stage.at + timedelta(seconds=80)
    assert not wake_scans(stage.sessions, stage.at)
    assert wake_scans(stage.sessions, stage.at + timedelta(seconds=81))
    read_scans(stage.sessions, lambda: stage.at + timedelta(seconds=81), seconds=PLENTY)
    assert not wake_scans(stage.sessions, stage.at + timedelta(days=1))


def test_while_it_is_read_one_sees_how_many_pages_there_are(stage: Stage) -> None:
    page = a_scan()
    file_id = _take_in(stage, page, page)
    assert read_scans(stage.sessions, lambda: stage.at, seconds=0.2).pages == 1
    assert (_file(stage, file_id).read, _file(stage, file_id).pages) == (1, 2)


def test_a_file_may_be_stopped_and_go_on(stage: Stage) -> None:
    page = a_scan()
    file_id = _take_in(stage, page, page)
    stop_scan(stage.sessions, stage.worker, file_id, stage.at, stop=True)
    assert read_scans(stage.sessions, lambda: stage.at, seconds=PLENTY).pages == 0
    assert _file(stage, file_id).state is FileState.STOPPED
    stop_scan(stage.sessions, stage.worker, file_id, stage.at, stop=False)
    assert read_scans(stage.sessions, lambda: stage.at, seconds=PLENTY).pages == 2
    stop_scan(stage.sessions, stage.worker, file_id, stage.at, stop=True)
    assert _file(stage, file_id).state is FileState.READ


def test_what_is_no_scan_is_refused_at_the_door_or_when_it_is_opened(stage: Stage) -> None:
    for content, code in ((b"", "scan_empty"), (b"hello", "scan_of_no_kind")):
        with pytest.raises(Invalid, match=code):
            take_in_scan(stage.sessions, stage.worker, content, stage.at)
    broken = take_in_scan(stage.sessions, stage.worker, b"%PDF-1.7\n" + bytes(600), stage.at).file_id
    good = _take_in(stage, a_scan())
    read_scans(stage.sessions, lambda: stage.at, seconds=PLENTY)
    assert (_file(stage, broken).state, _file(stage, broken).why) == (FileState.REFUSED, "damaged")
    assert _file(stage, good).state is FileState.READ


def test_a_slip_is_set_aside_once_and_only_by_those_who_may(stage: Stage) -> None:
    _take_in(stage, a_scan())
    read_scans(stage.sessions, lambda: stage.at, seconds=PLENTY)
    (slip,) = _slips(stage)
    stranger = Actor(id=stage.worker.id, roles=frozenset({Role.AUDITOR}), teams=frozenset())
    with pytest.raises(NotAllowed):
        close_scanned_slip(stage.sessions, stranger, slip.id, None, stage.at)
    with pytest.raises(NotFound):
        close_scanned_slip(stage.sessions, stage.worker, UUID(int=0), None, stage.at)
    close_scanned_slip(stage.sessions, stage.worker, slip.id, None, stage.at)
    (slip,) = _slips(stage)
    assert (slip.state, slip.dealt_with_by, slip.reply_id) == (PageState.SET_ASIDE, stage.worker.id, None)
