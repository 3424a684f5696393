"""One linear autoregression over the series of a set: direct, a regression for each step, on values alone.

Global linear models with more lags than a series could carry alone are hard to beat (Montero-Manso & Hyndman 2021). Values
are seen relative to the last one, in the mean absolute difference of the lags, so that series of any size learn together;
least absolute errors by reweighting (Schlossmacher 1973).
"""
