"""Writes references.json: features by chance, and what scikit-learn and the published formulas make of them.

    python3 write-references.py        (numpy 2.4.6, scikit-learn 1.9.1)

1-NN: sklearn.neighbors, one unit left out at a time.
LogME: You et al. 2021, from the formula of the evidence itself: a D x D matrix, its determinant and inverse, and no
singular values; alpha and beta by the steps of the authors' fixed point.
H-score: Bao et al. 2019 by numpy.linalg.pinv; with shrinkage (Ibrahim et al. 2021) by sklearn.covariance.
"""

import json
import pathlib

import numpy as np
from sklearn.covariance import ledoit_wolf
from sklearn.model_selection import LeaveOneGroupOut, cross_val_predict
from sklearn.neighbors import KNeighborsClassifier


def nearest_neighbour(f, y, units):
    classifier = KNeighborsClassifier(n_neighbors=1, algorithm="brute")
    return np.mean(cross_val_predict(classifier, f, y, groups=units, cv=LeaveOneGroupOut()) == y)


def log_evidence(f, target):
    n, d = f.shape
    alpha = beta = 1.0
    for _ in range(11):
        ratio = alpha / beta
        inverse = np.linalg.inv(alpha * np.eye(d) + beta * f.T @ f)
        mean = beta * inverse @ f.T @ target
        effective = d - alpha * np.trace(inverse)
        weights, error = mean @ mean, np.sum((f @ mean - target) ** 2)
        alpha = effective / (weights + 1e-5)
        beta = (n - effective) / (error + 1e-5)
        evidence = (
            d / 2 * np.log(alpha)
            + n / 2 * np.log(beta)
            - np.linalg.slogdet(alpha * np.eye(d) + beta * f.T @ f)[1] / 2
            - beta / 2 * error
            - alpha / 2 * weights
            - n / 2 * np.log(2 * np.pi)
        )
        if abs(alpha / beta - ratio) / ratio <= 1e-3:
            break
    return evidence / n


def h_score(f, y, shrinks):
    g = np.zeros_like(f)
    for label in np.unique(y):
        g[y == label] = f[y == label].mean(axis=0)
    covariance, shrinkage = ledoit_wolf(f) if shrinks else (np.cov(f, rowvar=False, bias=True), 0)
    between = (1 - shrinkage) * np.cov(g, rowvar=False, bias=True)
    return np.trace(np.linalg.pinv(covariance, rcond=1e-10, hermitian=True) @ between)


def case(rng, rows, columns, classes, spread, units):
    y = np.arange(rows) % classes
    centres = rng.normal(size=(classes, columns))
    f = np.maximum(0, spread * centres[y] + rng.normal(size=(rows, columns)) * rng.uniform(0.1, 2, columns))
    f = np.round(f, 4)
    return {
        "columns": columns,
        "features": f.ravel().tolist(),
        "labels": y.tolist(),
        "units": units.tolist(),
        "knn": nearest_neighbour(f, y, units),
        "logme": np.mean([log_evidence(f, (y == label).astype(float)) for label in np.unique(y)]),
        "hscore": h_score(f, y, True),
        "plainHscore": h_score(f, y, False),
    }


rng = np.random.default_rng(7)
references = {
    "more images than features": case(rng, 90, 12, 4, 0.6, np.arange(90)),
    "more features than images": case(rng, 40, 64, 3, 0.4, np.arange(40)),
    "images of one unit": case(rng, 77, 20, 3, 0.8, np.arange(77) // 6),
    "two classes far apart": case(rng, 50, 10, 2, 3, np.arange(50)),
}
path = pathlib.Path(__file__).with_name("references.json")
path.write_text(json.dumps(references, separators=(",", ":")) + "\n")
