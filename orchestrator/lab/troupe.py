"""The pretend district: its units and machines, every name of them invented."""

from msgspec import Struct

from orchestrator.lab import scenes
from orchestrator.lab.scenes import Scene
from orchestrator.model.district import Annex, Role


class Player(Struct, frozen=True, kw_only=True):
    """One machine: its name in the inventory, what people call it, where it stands."""

    name: str
    label: str
    room: str
    scene: Scene
    role: Role = Role.PC


class Troupe(Struct, frozen=True, kw_only=True):
    """One unit and its machines; `annex` is None where it declared nothing."""

    code: str
    name: str
    type: str
    ward: str
    contact: str | None = None
    annex: Annex | None = None
    players: tuple[Player, ...]


def _pc(name: str, label: str, room: str, scene: Scene) -> Player:
    return Player(name=name, label=label, room=room, scene=scene)


def _server(name: str, label: str, scene: Scene) -> Player:
    return Player(name=name, label=label, room="Phòng máy chủ", scene=scene, role=Role.SERVER)


KINDERGARTENS = (
    Troupe(
        code="mn_anh_trang_non",
        name="Trường Mầm non Ánh Trăng Non",
        type="kindergarten",
        ward="Phúc Xá",
        players=(
            _pc("atn-01", "Máy văn thư", "Văn phòng", scenes.WIN10),
            _pc("atn-02", "Máy kế toán", "Văn phòng", scenes.WIN10_LOOKED_UP),
            _pc("atn-03", "Máy hiệu trưởng", "Phòng hiệu trưởng", scenes.WIN_DROPPED),
        ),
    ),
    Troupe(
        code="mn_giot_nang",
        name="Trường Mầm non Giọt Nắng",
        type="kindergarten",
        ward="Trúc Bạch",
        annex=Annex(
            scope="Toàn trường",
            people=34,
            org_scope="Cán bộ, giáo viên, nhân viên",
            org_people=34,
            proposals="Đề nghị quận hỗ trợ phần mềm diệt mã độc.",
        ),
        players=(
            _pc("gn-01", "Máy văn thư", "Văn phòng", scenes.WIN10),
            _pc("gn-02", "Máy y tế", "Phòng y tế", scenes.WIN7),
            _pc("gn-03", "Máy kế toán", "Văn phòng", scenes.WIN11_BLOCKED),
        ),
    ),
)

PRIMARY_SCHOOLS = (
    Troupe(
        code="th_canh_buom_vang",
        name="Trường Tiểu học Cánh Buồm Vàng",
        type="primary_school",
        ward="Cống Vị",
        contact="Tổ Tin học",
        annex=Annex(scope="Toàn trường", people=61),
        players=(
            _pc("cbv-01", "Máy giáo viên 1", "Phòng Tin học", scenes.WIN10_INFECTED),
            _pc("cbv-02", "Máy giáo viên 2", "Phòng Tin học", scenes.WIN10),
            _pc("cbv-03", "Máy thư viện", "Thư viện", scenes.WIN_SLOW),
            _server("cbv-tep", "Máy phục vụ tệp", scenes.INFECTED),
        ),
    ),
    Troupe(
        code="th_hoa_cuc_nho",
        name="Trường Tiểu học Hoa Cúc Nhỏ",
        type="primary_school",
        ward="Đội Cấn",
        players=(
            _pc("hcn-01", "Máy văn thư", "Văn phòng", scenes.WIN_SHARED_WRONG),
            _pc("hcn-02", "Máy kế toán", "Văn phòng", scenes.WIN_SHARED_WRONG),
            _pc("hcn-03", "Máy thư viện", "Thư viện", scenes.WIN_SHARED_WRONG),
        ),
    ),
    Troupe(
        code="th_suoi_mo",
        name="Trường Tiểu học Suối Mơ Xanh",
        type="primary_school",
        ward="Ngọc Hà",
        players=(
            _pc("sm-01", "Máy giáo viên 1", "Phòng Tin học", scenes.SHARED_FILES),
            _pc("sm-02", "Máy giáo viên 2", "Phòng Tin học", scenes.BLOCKED),
            _pc("sm-03", "Máy giáo viên 3", "Phòng Tin học", scenes.SLOW),
            _server("sm-tep", "Máy phục vụ tệp", scenes.NO_CACHE),
        ),
    ),
)

LOWER_SECONDARY_SCHOOLS = (
    Troupe(
        code="thcs_ngon_hai_dang",
        name="Trường Trung học cơ sở Ngọn Hải Đăng Xanh",
        type="lower_secondary_school",
        ward="Giảng Võ",
        contact="Bộ phận Công nghệ thông tin",
        annex=Annex(people=88, org_scope="Toàn trường", org_people=90),
        players=(
            _pc("nhd-01", "Máy phòng Tin 1", "Phòng Tin học 1", scenes.LOOKED_UP),
            _pc("nhd-02", "Máy phòng Tin 2", "Phòng Tin học 1", scenes.DENIED),
            _pc("nhd-03", "Máy phòng Tin 3", "Phòng Tin học 2", scenes.DENIED_INFECTED),
            _server("nhd-web", "Máy phục vụ web", scenes.RANGE),
        ),
    ),
    Troupe(
        code="thcs_doi_gio",
        name="Trường Trung học cơ sở Đồi Gió",
        type="lower_secondary_school",
        ward="Kim Mã",
        players=(
            _pc("dg-01", "Máy văn thư", "Văn phòng", scenes.WIN10_DENIED),
            _pc("dg-02", "Máy kế toán", "Văn phòng", scenes.WIN10_DENIED_INFECTED),
            _pc("dg-03", "Máy thiết bị", "Phòng thiết bị", scenes.WIN_WRONG),
        ),
    ),
    Troupe(
        code="thcs_rung_thong",
        name="Trường Trung học cơ sở Rừng Thông Nhỏ",
        type="lower_secondary_school",
        ward="Liễu Giai",
        players=(
            _pc("rt-01", "Máy phòng Tin 1", "Phòng Tin học", scenes.SILENT),
            _pc("rt-02", "Máy phòng Tin 2", "Phòng Tin học", scenes.NO_EXEC),
            _pc("rt-03", "Máy phòng Tin 3", "Phòng Tin học", scenes.DRIP),
            _pc("rt-04", "Máy phòng Tin 4", "Phòng Tin học", scenes.FLOOD),
        ),
    ),
)

WARD_COMMITTEES = (
    Troupe(
        code="ubnd_mau_mot",
        name="Ủy ban nhân dân phường Mẫu Một",
        type="ward_committee",
        ward="Điện Biên",
        annex=Annex(
            scope="Toàn phường",
            people=1250,
            org_scope="Cán bộ, công chức phường và các tổ dân phố",
            org_people=42,
            evaluation="Đã tuyên truyền tới các tổ dân phố qua hệ thống truyền thanh.",
            proposals="Không.",
        ),
        players=(
            _pc("mm-01", "Máy một cửa 1", "Bộ phận Một cửa", scenes.WIN10),
            _pc("mm-02", "Máy một cửa 2", "Bộ phận Một cửa", scenes.WIN10_SINKHOLED),
            _pc("mm-03", "Máy tư pháp", "Phòng Tư pháp", scenes.WIN_CLOSED),
        ),
    ),
    Troupe(
        code="ubnd_mau_hai",
        name="Ủy ban nhân dân phường Mẫu Hai",
        type="ward_committee",
        ward="Thành Công",
        players=(
            _pc("mh-01", "Máy một cửa 1", "Bộ phận Một cửa", scenes.WIN_SILENT),
            _pc("mh-02", "Máy một cửa 2", "Bộ phận Một cửa", scenes.WIN_NO_END),
            _pc("mh-03", "Máy văn phòng", "Văn phòng", scenes.WIN_DRIP),
            _pc("mh-04", "Máy địa chính", "Phòng Địa chính", scenes.WIN_FLOOD),
        ),
    ),
)

OFFICES = (
    Troupe(
        code="phong_mau_hoc_lieu",
        name="Phòng Học liệu Mẫu",
        type="department",
        ward="Quán Thánh",
        players=(
            _pc("phl-01", "Máy chuyên viên 1", "Phòng 201", scenes.WIN11_TAMPERED),
            _pc("phl-02", "Máy chuyên viên 2", "Phòng 201", scenes.WIN_CUT),
            _pc("phl-03", "Máy trưởng phòng", "Phòng 202", scenes.WIN_GARBAGE),
        ),
    ),
    Troupe(
        code="phong_mau_ke_hoach",
        name="Phòng Kế hoạch Mẫu",
        type="department",
        ward="Nguyễn Trung Trực",
        players=(
            _pc("pkh-01", "Máy chuyên viên 1", "Phòng 305", scenes.CONFIGURED),
            _pc("pkh-02", "Máy chuyên viên 2", "Phòng 305", scenes.CHANGED_KEY),
            _pc("pkh-03", "Máy chuyên viên 3", "Phòng 306", scenes.WRONG),
            _pc("pkh-04", "Máy đã thanh lý", "Kho", scenes.EXCLUDED),
        ),
    ),
    Troupe(
        code="tt_den_long",
        name="Trung tâm Văn hóa Đèn Lồng",
        type="public_service",
        ward="Vĩnh Phúc",
        players=(
            _pc("dl-01", "Máy lễ tân", "Sảnh", scenes.REDIRECTED),
            _pc("dl-02", "Máy âm thanh", "Hội trường", scenes.CUT),
            _pc("dl-03", "Máy kho", "Kho", scenes.NOISE),
            _server("dl-luu", "Máy lưu trữ", scenes.NO_SS),
        ),
    ),
    Troupe(
        code="ban_quan_ly_cho_mau",
        name="Ban Quản lý Chợ Mẫu",
        type="public_service",
        ward="Ngọc Khánh",
        players=(
            _pc("cm-01", "Máy thu phí 1", "Quầy thu", scenes.SINKHOLED),
            _pc("cm-02", "Máy thu phí 2", "Quầy thu", scenes.CLOSED),
            _pc("cm-03", "Máy bảo vệ", "Phòng bảo vệ", scenes.DROPPED),
            _pc("cm-04", "Máy văn phòng", "Văn phòng", scenes.GARBAGE),
            Player(
                name="cm-mang",
                label="Bộ định tuyến",
                room="Tủ mạng",
                scene=scenes.ROUTER,
                role=Role.GATEWAY,
            ),
            _pc("cm-05", "Máy camera", "Phòng bảo vệ", scenes.NO_LOGIN),
        ),
    ),
)

TROUPES = (
    *KINDERGARTENS,
    *PRIMARY_SCHOOLS,
    *LOWER_SECONDARY_SCHOOLS,
    *WARD_COMMITTEES,
    *OFFICES,
)
LOCAL_UNIT = "may_dieu_phoi"
LOCAL_MACHINE = "may-nay"
