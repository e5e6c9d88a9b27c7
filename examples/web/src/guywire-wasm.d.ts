// What page.cpp offers. Calls that fail give back nothing and leave a sentence, which `fault`
// takes. `language`: "en" or "de".
declare module "guywire-wasm" {
  export interface WasmBody {
    describe(): string;
    turn(knobs: Float64Array): void;
    solve(startDeg: readonly number[]): string;
    message(language: string): string;
    tilt(language: string): string;
    certificate(language: string): string;
    hinge(body: string, language: string): string;
    coordinatesDeg(): Float64Array;
    frame(): Float64Array;
    frameAt(coordinatesDeg: readonly number[]): Float64Array;
    frameHeld(angleDeg: number): Float64Array;
    heldMoment(): number;
    heldCoordinatesDeg(): Float64Array;
    curve(fromDeg: number, toDeg: number, steps: number): Float64Array;
    pulls(): Float64Array;
    pullsHeld(angleDeg: number): Float64Array;
    equilibria(): string;
    answerJson(): string;
    answerCsv(): string;
    explain(startDeg: readonly number[]): void;
    explanation(language: string): string;
    stretchJson(group: string, metres: number): string;
    carryOut(test: string): void;
    testAnswer(language: string): string;
    pose(index: number): WasmBody | null;
    hash(): string;
    delete(): void;
  }
  export interface Module {
    body(setting: string, groups: readonly string[]): WasmBody | null;
    fault(): string;
    phrase(id: string, values: string, language: string): string;
    nameOf(name: string, language: string): string;
    checkedSetting(text: string): string;
    version(): string;
  }
  export default function create(options: { wasmBinary: ArrayBuffer }): Promise<Module>;
}
