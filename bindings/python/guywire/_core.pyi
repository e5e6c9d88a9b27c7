"""
The compiled part of guywire.
"""
from __future__ import annotations
import collections.abc
import numpy
import numpy.typing
import typing
__all__: list[str] = ['Model', 'Posture', 'Report', 'build_facts', 'check', 'claims', 'clinical_options', 'clinical_test', 'command', 'compare_stretches', 'equilibria', 'explain', 'language', 'languages', 'laws', 'length_study', 'load', 'members', 'model_schema', 'moment_arms', 'passive_hip_moments', 'population', 'prescribe', 'quantities', 'ranges', 'read_model', 'recruit', 'schema_version', 'sensitivity', 'shipped_models', 'solve', 'solve_batch', 'sweep', 'validate', 'write_file']
class Model:
    """
    An immutable model: bodies, hinges, cables and their numbers, checked once.
    
    Made by `load`, `ModelBuilder` or by changing another model. Compares, hashes and pickles by
    content; may be used by many threads.
    
    >>> import guywire as gw
    >>> short = gw.load("standing_adult").adjust("iliopsoas", length=0.95)
    >>> round(gw.solve(short).anterior_tilt_change_deg, 1)
    3.2
    """
    def __eq__(self, arg0: typing.Any) -> bool:
        ...
    def __getstate__(self) -> str:
        ...
    def __hash__(self) -> int:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: str) -> None:
        ...
    def _resized(self, arg0: typing.SupportsFloat | typing.SupportsIndex, arg1: typing.SupportsFloat | typing.SupportsIndex, arg2: typing.SupportsFloat | typing.SupportsIndex) -> Model:
        ...
    def adjust(self, name: str, **settings: float) -> Model:
        """
        A new model in which something has other numbers.
        
        Parameters
        ----------
        name : str
            A cable, group, body, joint, constraint, circle or load; "model" for gravity.
        **settings : float
            Knobs (length, stiffness, strength: factors, 1 is reference; tone: 0 to 1) or numbers with
            their unit (mass_kg, neutral_angle_deg).
        
        Raises
        ------
        ModelError
            Unknown name, or a number outside its range.
        
        Examples
        --------
        >>> import guywire as gw
        >>> gw.load("bridge").adjust("front", length=0.97).name
        'bridge'
        """
    def let_free(self, constraint: str) -> Model:
        """
        A new model without one constraint: ``model.let_free('thorax_upright')``.
        """
    def to_code(self) -> str:
        """
        Python code that builds this model with `ModelBuilder`.
        """
    def to_json(self) -> str:
        """
        The model as JSON text, in the layout of model files.
        """
    def with_legs(self, right: dict[str, float] = {}, left: dict[str, float] = {}) -> Model:
        """
        The same body with right and left legs posed on their own.
        
        For example ``with_legs(right={"hip_deg": 20})``. Angles are thigh from the vertical (+ forward) and
        knee flexion. Parts that come in pairs get "_r" and "_l".
        """
    @property
    def bodies(self) -> tuple[str, ...]:
        """
        Names of the bodies, in model order.
        """
    @property
    def cables(self) -> tuple[str, ...]:
        """
        Names of the cables, in model order.
        """
    @property
    def constraints(self) -> tuple[str, ...]:
        """
        Names of what is held.
        """
    @property
    def coordinates(self) -> tuple[str, ...]:
        """
        Names of the free coordinates, which are those of the bodies whose angles they are.
        """
    @property
    def groups(self) -> tuple[str, ...]:
        """
        Names of the groups of cables.
        """
    @property
    def hash(self) -> str:
        """
        SHA-256 of numbers and structure, in hexadecimal; prose does not count.
        """
    @property
    def joints(self) -> tuple[str, ...]:
        """
        Names of the joint laws.
        """
    @property
    def name(self) -> str:
        """
        The model's name.
        """
    @property
    def number_names(self) -> tuple[str, ...]:
        """
        NAME.field of each number.
        """
    @property
    def numbers(self) -> numpy.typing.NDArray[numpy.float64]:
        """
        Every number [SI], read-only, laid out as `number_names`.
        """
    @property
    def partition(self) -> tuple[str, ...]:
        """
        Groups or cables that cover every cable once, the candidates for winning.
        """
    @property
    def title(self) -> str:
        """
        What it is, in a line.
        """
class Posture:
    """
    Where a model comes to rest, with its certificate.
    
    Made by `solve`, or by `clinical_test` as one of its `poses`. Immutable; compares by value; pickles
    (it is solved again, equal bit for bit). Beside what is listed here, every field of the JSON answer
    is an attribute (`cables`, `coordinates`, `holding`, ...), and so is every posture angle in degrees:
    `anterior_tilt_change_deg`, `lordosis_deg`, ...
    
    >>> import guywire as gw
    >>> rest = gw.solve(gw.load("bridge"))
    >>> rest.status, bool((rest.tensions >= 0).all())
    ('stable', True)
    """
    def __eq__(self, arg0: typing.Any) -> bool:
        ...
    def __getattr__(self, arg0: str) -> typing.Any:
        ...
    def __getitem__(self, quantity: str) -> float:
        """
        A quantity by the name that `read=` takes elsewhere, such as ``rest['hamstrings.tension_N']`` (both sides together) or ``rest['L5.shear_N']``.
        """
    def __getstate__(self) -> tuple[Model, list[float], bool]:
        ...
    def __hash__(self) -> int:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple[typing.Any, ...]) -> None:
        ...
    def __str__(self) -> str:
        ...
    def _repr_html_(self) -> str:
        ...
    def path(self, cable: str) -> numpy.typing.NDArray[numpy.float64]:
        """
        Where a cable runs, seen from the right.
        
        Parameters
        ----------
        cable : str
        
        Returns
        -------
        ndarray, shape (points, 2)
            x forward and y up [m]; arcs about circles in steps of at most 5 degrees.
        
        Raises
        ------
        ModelError
            A name that is no cable; a path that is not defined there (the reason is said).
        
        Examples
        --------
        >>> import guywire as gw
        >>> gw.solve(gw.load("bridge")).path("rear_upper_1").shape
        (2, 2)
        """
    def to_dict(self, language: str | None = None) -> dict[str, typing.Any]:
        """
        The answer as a dictionary, laid out as the JSON.
        """
    def to_json(self, language: str | None = None) -> str:
        """
        The answer as JSON text, the same as the command line's.
        """
    def to_svg(self, title: str = '', turn_deg: typing.Any = 0.0, whole: bool = False, language: str | None = None) -> str:
        """
        The posture as a picture: SVG text.
        
        Parameters
        ----------
        title : str, optional
            Default: the model's name.
        turn_deg : float
            Turns the picture counter-clockwise: 90 shows a body lying on its back.
        whole : bool
            From head to foot, instead of where the cables run.
        language : {'en', 'de'}, optional
            Of the words in it. Default: GUYWIRE_LANGUAGE, else English.
        """
    def to_text(self, language: str | None = None) -> str:
        """
        The answer in words: in ``language`` ('en' or 'de'), else in that of the environment variable GUYWIRE_LANGUAGE, else in English.
        """
    @property
    def angles(self) -> numpy.typing.NDArray[numpy.float64]:
        """
        Angle of each body [rad], read-only.
        """
    @property
    def holding_moments(self) -> numpy.typing.NDArray[numpy.float64]:
        """
        Moment that each constraint supplies [N m], + posterior, read-only.
        """
    @property
    def kink_distance(self) -> float:
        """
        Distance to the nearest slack-taut, touch-down or joint corner [rad].
        """
    @property
    def lengths(self) -> numpy.typing.NDArray[numpy.float64]:
        """
        Length of each cable [m], read-only.
        """
    @property
    def message(self) -> str:
        """
        The status in a sentence.
        """
    @property
    def min_eigenvalue(self) -> float:
        """
        Smallest eigenvalue of the Hessian [N m/rad].
        """
    @property
    def model(self) -> Model:
        """
        The model that rests.
        """
    @property
    def potential(self) -> float:
        """
        Potential energy [J].
        """
    @property
    def residual(self) -> float:
        """
        Largest residual moment [N m].
        """
    @property
    def residual_floor(self) -> float:
        """
        Rounding floor of the residual [N m].
        """
    @property
    def residuals(self) -> numpy.typing.NDArray[numpy.float64]:
        """
        Moment left about each coordinate [N m], read-only.
        """
    @property
    def state(self) -> numpy.typing.NDArray[numpy.float64]:
        """
        Angle of each free coordinate [rad], read-only; goes into `start=`.
        """
    @property
    def status(self) -> str:
        """
        'stable', 'unstable' or 'neutral'.
        """
    @property
    def tensions(self) -> numpy.typing.NDArray[numpy.float64]:
        """
        Tension of each cable, one side [N], read-only; 0 is slack.
        """
    @property
    def tilt_stiffness(self) -> float:
        """
        Moment per radian of tilt when all else follows [N m/rad].
        """
class Report:
    """
    An answer, written in a format when that is asked for.
    """
    def csv(self) -> str:
        ...
    def json(self, arg0: str) -> str:
        ...
    def svg(self, arg0: str) -> str:
        ...
    def text(self, arg0: str) -> str:
        ...
def build_facts() -> dict[str, typing.Any]:
    ...
def check(arg0: Model) -> Report:
    ...
def claims() -> Report:
    ...
def clinical_options() -> list[dict[str, typing.Any]]:
    """
    The options that clinical tests take.
    
    They are what `clinical_test` and the command's ``guywire test`` know.
    
    Returns
    -------
    list of dict
        A row per option: test, name (with its unit), unit, flag (True or False is given), lower, upper,
        standard (None: not set), doc.
    
    Examples
    --------
    >>> import guywire as gw
    >>> [row["name"] for row in gw.clinical_options() if row["test"] == "toe_touch"]
    ['inclination_deg', 'pelvis_share']
    """
def clinical_test(arg0: Model, arg1: str, arg2: collections.abc.Sequence[tuple[str, typing.SupportsFloat | typing.SupportsIndex]]) -> tuple[Report, list[tuple[str, Model, Posture, float]]]:
    ...
def command(arg0: collections.abc.Sequence[str]) -> int:
    ...
def compare_stretches(arg0: Model, arg1: collections.abc.Sequence[str]) -> Report:
    ...
def equilibria(arg0: Model, arg1: bool) -> Report:
    ...
def explain(arg0: Model, arg1: collections.abc.Sequence[typing.SupportsFloat | typing.SupportsIndex], arg2: typing.SupportsInt | typing.SupportsIndex, arg3: typing.SupportsInt | typing.SupportsIndex, arg4: typing.SupportsInt | typing.SupportsIndex) -> Report:
    ...
def language(arg0: str | None) -> str:
    ...
def languages() -> list[str]:
    ...
def laws() -> list[dict[str, typing.Any]]:
    """
    The laws a cable or a joint may have, with their numbers: what `law` takes.
    
    Returns
    -------
    list of dict
        A row per number: of ("cable" or "joint"), kind, name (with its unit), unit, range, doc.
    
    Examples
    --------
    >>> import guywire as gw
    >>> [row["name"] for row in gw.laws() if row["of"] == "cable" and row["kind"] == "linear"]
    ['stiffness_N_per_m', 'slack_length_m']
    """
def length_study(arg0: Model, arg1: typing.SupportsInt | typing.SupportsIndex, arg2: typing.SupportsInt | typing.SupportsIndex, arg3: typing.SupportsInt | typing.SupportsIndex) -> Report:
    ...
def load(arg0: str) -> Model:
    ...
def members(arg0: Model, arg1: str) -> tuple[str, ...]:
    ...
def model_schema() -> str:
    """
    The JSON Schema (draft 2020-12) of model files.
    
    Returns
    -------
    str
    
    Examples
    --------
    >>> import guywire as gw, json
    >>> json.loads(gw.model_schema())["type"]
    'object'
    """
def moment_arms(arg0: Model, arg1: collections.abc.Sequence[typing.SupportsFloat | typing.SupportsIndex]) -> numpy.typing.NDArray[numpy.float64]:
    ...
def passive_hip_moments(arg0: Model, arg1: collections.abc.Sequence[tuple[typing.SupportsFloat | typing.SupportsIndex, typing.SupportsFloat | typing.SupportsIndex]]) -> list[float]:
    ...
def population(arg0: Model, arg1: collections.abc.Sequence[tuple[str, str]], arg2: collections.abc.Sequence[tuple[str, str, typing.SupportsFloat | typing.SupportsIndex]], arg3: typing.SupportsInt | typing.SupportsIndex, arg4: typing.SupportsInt | typing.SupportsIndex, arg5: typing.SupportsInt | typing.SupportsIndex, arg6: str, arg7: collections.abc.Sequence[str]) -> tuple[Report, dict[str, numpy.typing.NDArray[numpy.float64]], dict[str, numpy.typing.NDArray[numpy.float64]], tuple[str, ...]]:
    ...
def prescribe(arg0: Model, arg1: collections.abc.Sequence[tuple[str, typing.SupportsFloat | typing.SupportsIndex]], arg2: collections.abc.Sequence[str], arg3: collections.abc.Sequence[tuple[str, typing.SupportsFloat | typing.SupportsIndex, typing.SupportsFloat | typing.SupportsIndex]]) -> tuple[Report, Model]:
    ...
def quantities(arg0: Model) -> tuple[str, ...]:
    ...
def ranges() -> dict[str, tuple[int, int]]:
    ...
def read_model(arg0: str, arg1: str) -> Model:
    ...
def recruit(arg0: Model, arg1: collections.abc.Sequence[typing.SupportsFloat | typing.SupportsIndex], arg2: typing.SupportsFloat | typing.SupportsIndex, arg3: typing.SupportsFloat | typing.SupportsIndex, arg4: collections.abc.Sequence[str] | None) -> Model:
    ...
def sensitivity(arg0: Model, arg1: collections.abc.Sequence[str], arg2: collections.abc.Sequence[str], arg3: bool, arg4: collections.abc.Sequence[typing.SupportsFloat | typing.SupportsIndex]) -> tuple[tuple[str, ...], tuple[str, ...], numpy.typing.NDArray[numpy.float64], numpy.typing.NDArray[numpy.float64]]:
    ...
def shipped_models() -> list[str]:
    """
    Names of the models that come with guywire.
    
    Returns
    -------
    list of str
    
    Examples
    --------
    >>> import guywire as gw
    >>> gw.shipped_models()
    ['bridge', 'pelvis', 'standing_adult']
    """
def solve(arg0: Model, arg1: collections.abc.Sequence[typing.SupportsFloat | typing.SupportsIndex], arg2: bool) -> Posture:
    ...
def solve_batch(arg0: Model, arg1: collections.abc.Sequence[str], arg2: collections.abc.Sequence[typing.Annotated[numpy.typing.ArrayLike, numpy.float64]], arg3: collections.abc.Sequence[str], arg4: collections.abc.Sequence[typing.SupportsFloat | typing.SupportsIndex], arg5: bool, arg6: bool, arg7: typing.SupportsInt | typing.SupportsIndex, arg8: collections.abc.Callable[[int], None] | None) -> tuple[tuple[str, ...], numpy.typing.NDArray[numpy.float64], tuple[str, ...], numpy.typing.NDArray[numpy.uint8], numpy.typing.NDArray[numpy.float64], numpy.typing.NDArray[numpy.float64], numpy.typing.NDArray[numpy.float64]]:
    ...
def sweep(arg0: Model, arg1: str, arg2: typing.SupportsFloat | typing.SupportsIndex, arg3: typing.SupportsFloat | typing.SupportsIndex, arg4: typing.SupportsInt | typing.SupportsIndex, arg5: collections.abc.Sequence[str], arg6: collections.abc.Sequence[typing.SupportsFloat | typing.SupportsIndex]) -> Report:
    ...
def validate(arg0: Model) -> Report:
    ...
def write_file(arg0: str, arg1: bytes) -> None:
    ...
__version__: str
schema_version: int = 1
