"""What is raised. The texts are those of C++."""


class ModelError(ValueError):
    """Input that describes no valid model; `faults` lists (where, what, remedy) of each fault."""

    def __init__(self, text: str, faults: tuple[tuple[str, str, str], ...] = ()) -> None:
        super().__init__(text, faults)
        self.faults = faults

    def __str__(self) -> str:
        return str(self.args[0])


class ParseError(ValueError):
    """A file that is not a guywire file."""

    def __init__(self, text: str, path: str = "", line: int = 0, column: int = 0) -> None:
        super().__init__(text, path, line, column)
        self.path, self.line, self.column = path, line, column

    def __str__(self) -> str:
        return str(self.args[0])


class SolveError(RuntimeError):
    """No equilibrium was found; the text begins with the status.

    It is runaway, iteration_limit or path_lost.
    """
