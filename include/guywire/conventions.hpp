#pragma once
/// Conventions of guywire. This header holds comments only; everything else obeys it.
///
/// Units     SI inside: m, N, kg, rad, N m, J. Degrees and millimeters appear only at the edges
///           (command line, reports), and then in the name: `tilt_deg`, `length_mm`.
/// Axes      x anterior, y up, z to the subject's right. Bodies turn about z only.
/// Angles    theta of a body is absolute (against ground), counter-clockwise seen from the
///           subject's right, zero in the model's reference posture. **Positive pelvis angle =
///           posterior tilt**, the sign of OpenSim's `pelvis_tilt`. Reports say "anterior tilt 6.2
///           deg" in words.
/// Frames    A body frame has its origin at the hinge to the parent and is aligned with ground in
///           the reference posture. W is ground. `p_BP_B` is the position of P from the origin of
///           B, expressed in B.
/// Paths     A path point carries (x, y, z). z never changes because bodies turn about z, but it
///           counts in the length, so lengths and moment arms about z are those of the
///           three-dimensional path.
/// Tension   T >= 0, always: muscles never push. Moment arm r = -dl/dq; generalized force of a
///           cable = T r. `tension` is that of one cable on one side; moments are summed over
///           `sides` (1 or 2).
/// Posture   Zero and sense of every quantity (each has one name):
///   anterior_tilt         line from ASIS to the middle of the PSIS against the horizontal, + when
///                         ASIS is lower
///   anterior_tilt_change  from the model's reference posture, + forward (= minus the pelvis angle)
///   pelvic_tilt           clinical PT: hip axis to the middle of the S1 endplate against the
///                         vertical, + when S1 lies behind; it grows with posterior tilt
///   sacral_slope          SS: S1 endplate against the horizontal, + when it slopes down forward
///   pelvic_incidence      PI = PT + SS, a property of the bone
///   lordosis              LL: L1 upper to S1 upper endplate, + lordotic
///   Lumbar joint angles are + in extension. Hip angle = flexion = theta_thigh - theta_pelvis. Hip
///   moment arms are printed + for flexion, hence they are minus the moment arm about the pelvis
///   coordinate.
/// Symbols   q coordinates, theta body angles, u free coordinates, T tension, V potential, g
///           gradient, H Hessian.
///
/// Citation keys used in comments
///   [DeGrooteFregly2016]  De Groote, Kinney, Rao, Fregly: Evaluation of direct collocation optimal
///                         control problem formulations for solving the muscle redundancy problem.
///                         Ann Biomed Eng 44 (2016) 2922-2936; constants as in OpenSim's
///                         DeGrooteFregly2016Muscle.
///   [RienerEdrich1999]    Riener, Edrich: Identification of passive elastic joint moments in the
///                         lower extremities. J Biomech 32 (1999) 539-544; constants as coded in
///                         public repositories.
///   [Han2010]             disc polynomial M = -0.4726 x + 0.0141 x^2 - 0.0020 x^3 (deg, N m), as
///                         quoted in the comments of the AnyBody repository.
///   [GolubVanLoan]        Golub, Van Loan: Matrix Computations, 4th edition, Johns Hopkins
///                         University Press 2013.
///   [Keller1977]          Keller: Numerical solution of bifurcation and nonlinear eigenvalue
///                         problems, in: Applications of Bifurcation Theory (1977) 359-384.
///   [MoreSorensen1983]    More, Sorensen: Computing a trust region step. SIAM J Sci Stat Comput 4
///                         (1983) 553-572.
///   [Chamberlain1982]     Chamberlain, Powell, Lemarechal, Pedersen: The watchdog technique for
///                         forcing convergence in algorithms for constrained optimization. Math
///                         Program Study 16 (1982) 1-17.
///   [FarrellBirkissonFunke2015]
///                         Farrell, Birkisson, Funke: Deflation techniques for finding distinct
///                         solutions of nonlinear partial differential equations. SIAM J Sci Comput
///                         37 (2015) A2026-A2045.
///   [AdamsHutton1980]     Adams, Hutton 1980, PubMed 6447702 (abstract): load on the lumbar facets
///                         after sustained loading.
///   [Boulay2006]          Boulay et al. 2006, 149 adults (abstract): pelvic incidence below 44 deg
///                         goes with a flat, above 62 deg with a pronounced lordosis.
///   [Wilke1999]           Wilke et al. 1999 (abstract): pressure in the L4/5 disc of one man of 70
///                         kg.
///   [OpenSim]             Seth et al.: OpenSim. PLoS Comput Biol 14 (2018) e1006223.
