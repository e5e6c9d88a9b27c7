// What page.cpp offers. Calls that fail give back nothing and leave a sentence, which `sentence`
// takes.
declare module "guywire-wasm" {
  export interface WasmBody {
    describe(): string;
    turn(knobs: Float64Array): void;
    solve(startDeg: readonly number[]): string;
    message(): string;
    coordinatesDeg(): Float64Array;
    frame(): Float64Array;
    frameAt(coordinatesDeg: readonly number[]): Float64Array;
    frameHeld(angleDeg: number): Float64Array;
    heldMoment(): number;
    heldCoordinatesDeg(): Float64Array;
    curve(fromDeg: number, toDeg: number, steps: number): Float64Array;
    equilibria(): string;
    answerJson(): string;
    answerCsv(): string;
    explanation(startDeg: readonly number[]): string;
    stretchJson(group: string, metres: number): string;
    test(name: string): string;
    pose(index: number): WasmBody | null;
    hash(): string;
    delete(): void;
  }
  export interface Module {
    body(setting: string, groups: readonly string[]): WasmBody | null;
    sentence(): string;
    checkedSetting(text: string): string;
    version(): string;
  }
  export default function create(options: { wasmBinary: ArrayBuffer }): Promise<Module>;
}
